// `<form data-draft="reply-4182">`: what is typed stays on this device until the form has been taken.
// The page that follows a success carries `<meta name="draft-done" content="reply-4182">` or simply is another page.
const PREFIX = "rr-draft:";
const KEPT = "textarea, input[type=text], input[type=search], input:not([type])";
const name = (form) => PREFIX + form.dataset.draft;

function read(key) {
    try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; }
}

function keep(form) {
    const kept = Object.fromEntries([...form.querySelectorAll(KEPT)].filter((one) => one.name && one.value).map((one) => [one.name, one.value]));
    try { localStorage.setItem(name(form), JSON.stringify(kept)); } catch { /* A full or forbidden store keeps nothing. */ }
}

function restore(form) {
    const kept = read(name(form));
    for (const one of form.querySelectorAll(KEPT)) {
        if (one.name in kept && !one.value) one.value = kept[one.name];
    }
}

// Sent: it is forgotten when the next page is not this form again.
const sent = sessionStorage.getItem("rr-sent");
if (sent) {
    const again = document.querySelector(`form[data-draft="${CSS.escape(sent)}"] .rr-field-wrong`);
    const failed = document.querySelector("[data-error-page]");
    if (!again && !failed) localStorage.removeItem(PREFIX + sent);
    sessionStorage.removeItem("rr-sent");
}

document.querySelectorAll("form[data-draft]").forEach((form) => {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", () => sessionStorage.setItem("rr-sent", form.dataset.draft));
});
