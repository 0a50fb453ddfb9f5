// A passkey that was refused or broken off is said on the page, not in the console.
document.addEventListener("allauth.error", (event) => {
    const said = document.getElementById("passkey_failed");
    if (!said) return;
    event.preventDefault();
    said.hidden = false;
});
