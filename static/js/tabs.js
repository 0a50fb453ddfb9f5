// On a phone the tabs scroll: the current one is brought into sight.
document.querySelectorAll(".rr-tabs [aria-current]").forEach((one) => {
    one.parentElement.scrollLeft = one.offsetLeft - one.parentElement.offsetLeft - 16;
});
