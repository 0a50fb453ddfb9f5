// On a phone the tabs scroll: the current one is brought into sight.
document.querySelectorAll(".rr-tabs [aria-current]").forEach((one) => {
    one.parentElement.scrollLeft = one.offsetLeft - one.parentElement.offsetLeft - 16;
});

// What scrolls sideways and holds nothing to focus can be reached by Tab and moved with the arrows.
document.querySelectorAll(".rr-scroll").forEach((one) => {
    const scrolls = one.scrollWidth > one.clientWidth;
    if (scrolls && !one.querySelector("a[href], button, input, select, textarea")) one.tabIndex = 0;
});
