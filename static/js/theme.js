// Light, dark or the device's: seen at once, kept by the server. Without this the form is simply sent.
const root = document.documentElement;

document.querySelector("[data-theme-form]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = new FormData(form, event.submitter);
    const theme = body.get("theme");
    if (theme) root.dataset.bsTheme = theme;
    else delete root.dataset.bsTheme;
    for (const one of form.querySelectorAll("[aria-pressed]")) one.ariaPressed = String(one.value === theme);
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
});
