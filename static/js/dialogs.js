// `data-dialog="id"` on a link or button opens that dialog; without a script the link leads to a page that does the same.
document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) {
        event.preventDefault();
        dialog.showModal();
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog, [popover]")?.close?.();
});

// A dialog that came back with something to put right opens again.
document.querySelectorAll("dialog:has(.rr-field-wrong)").forEach((dialog) => dialog.showModal());
