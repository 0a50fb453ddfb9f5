// Parts of a page that are fetched: the token goes with them, and a failure is said aloud.
document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (token) event.detail.headers["X-CSRFToken"] = token;
});

const say = (text) => document.dispatchEvent(new CustomEvent("rr:say", { detail: text }));
document.addEventListener("htmx:responseError", () => say("That part could not be loaded. Reload the page."));
document.addEventListener("htmx:sendError", () => say("No answer from the portal. Check the network, then try again."));
