// A form is sent once, and what is wrong is where the reader lands. The button's own name and value still travel.
document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.ariaBusy === "true") {
        event.preventDefault();
        return;
    }
    form.ariaBusy = "true";
});

// Back from the cache of the browser: it may be sent again.
window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
});

document.querySelector("[data-form-errors]")?.focus();
document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
