// Shows a field only where what it depends on is chosen. Without it, all are there.
const form = document.querySelector("form[data-writing]");
const fields = [...form.querySelectorAll("[data-only-with]")];

function valueOf(name) {
    const field = form.elements[name];
    if (!field) return "";
    return field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
}

function fits(block) {
    const value = valueOf(block.dataset.onlyWith);
    const values = block.dataset.onlyAs.split(" ").filter(Boolean);
    const other = form.elements[block.dataset.onlyWith]?.closest?.("[data-only-with]");
    if (other?.hidden) return false;
    return values.length ? values.includes(value) : value !== "";
}

function show() {
    for (const block of fields) {
        // What is wrong stays in sight, whatever is chosen.
        block.hidden = !fits(block) && !block.querySelector(".rr-field-wrong");
    }
}

// What was typed and not kept is not lost by a slip of the hand.
let changed = false;
form.addEventListener("input", () => { changed = true; });
form.addEventListener("change", show);
form.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
show();
