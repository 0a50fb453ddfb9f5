// Keys of every page. A page adds its own by `data-key="r"` (and a name: `data-key-name`) on a link or button.
const quiet = () => "noSingleKeys" in document.body.dataset;
const typing = (one) => one.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=application]");

function rows() { return [...document.querySelectorAll("[data-rows] > *")]; }

function move(step) {
    const all = rows();
    if (!all.length) return false;
    const at = all.findIndex((row) => row.classList.contains("rr-cursor"));
    const to = all[Math.max(0, Math.min(at + step, all.length - 1))];
    all[at]?.classList.remove("rr-cursor");
    to.classList.add("rr-cursor");
    to.querySelector("a, button")?.focus();
    return true;
}

function select() {
    const box = document.querySelector("[data-rows] > .rr-cursor [type=checkbox]");
    box?.click();
    return Boolean(box);
}

function search() {
    const field = [...document.querySelectorAll("main [type=search], [data-global-search]")].find((one) => one.checkVisibility());
    field?.focus();
    field?.select();
    return Boolean(field);
}

function help() {
    const sheet = document.getElementById("keys");
    const own = sheet?.querySelector("[data-page-keys]");
    if (own) own.replaceChildren(listOf([...document.querySelectorAll("[data-key]")]));
    sheet?.showModal();
    return Boolean(sheet);
}

function listOf(pressed) {
    const list = document.createElement("dl");
    list.className = "rr-dl rr-keys";
    for (const one of pressed) {
        const key = document.createElement("kbd");
        key.textContent = one.dataset.key;
        const term = document.createElement("dt");
        term.append(key);
        const meaning = document.createElement("dd");
        meaning.textContent = one.dataset.keyName || one.textContent.trim();
        list.append(term, meaning);
    }
    return list;
}

function press(key) {
    const one = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    one?.click();
    return Boolean(one);
}

const keys = { j: () => move(1), k: () => move(-1), x: select, "/": search, "?": help };

document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]") || quiet()) return;
    const act = keys[event.key] ?? (/^[a-z]$/.test(event.key) ? () => press(event.key) : null);
    if (act?.()) event.preventDefault();
});
