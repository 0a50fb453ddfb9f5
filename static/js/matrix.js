// A matrix is one stop for Tab; the arrows move inside it, Home and End to the ends of a row.
const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function prepare(scope) {
    for (const matrix of scope.querySelectorAll(".rr-matrix")) {
        matrix.querySelectorAll(".rr-cell").forEach((one, n) => { one.tabIndex = n ? -1 : 0; });
    }
}

function neighbour(cell, [across, down]) {
    const at = cell.closest("td");
    const lines = at.closest("tbody").rows;
    let column = at.cellIndex + across;
    let row = at.parentElement.sectionRowIndex + down;
    while (lines[row]?.cells[column]) {
        const found = lines[row].cells[column].querySelector(".rr-cell");
        if (found) return found;
        column += across;
        row += down;
    }
    return null;
}

function endOf(cell, key) {
    const all = cell.closest("tr").querySelectorAll(".rr-cell");
    return key === "Home" ? all[0] : key === "End" ? all[all.length - 1] : null;
}

document.addEventListener("keydown", (event) => {
    if (!event.target.matches(".rr-matrix .rr-cell")) return;
    const step = steps[event.key];
    const next = step ? neighbour(event.target, step) : endOf(event.target, event.key);
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
});

// Many cells open one popover: the one that did is marked.
let opener = null;
document.addEventListener("click", (event) => { opener = event.target.closest(".rr-cell[popovertarget]") ?? opener; }, true);
document.addEventListener("toggle", (event) => {
    document.querySelectorAll(".rr-cell-open").forEach((one) => one.classList.remove("rr-cell-open"));
    if (opener && event.newState === "open") opener.classList.add("rr-cell-open");
}, true);

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));
