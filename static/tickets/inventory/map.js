// The map of the department. Without this file the still picture and the table say the same.
/* global cytoscape */
import { drawingsFrom, lookOf, NARROW, paletteOf, picture, wordsOf } from "./map_look.js";
import { Panel } from "./map_panel.js";

const stage = document.querySelector("[data-map]");
const canvas = stage.querySelector("[data-map-canvas]");
const data = JSON.parse(document.getElementById("map-data").textContent);
const { icons, shapes, fresh, reach, place } = stage.dataset;
const mayMove = "mayMove" in stage.dataset;
const EVERY = 60_000, STEP = 80, FEW = 12, MANY = 150;
const drawings = await drawingsFrom(icons, shapes);
const font = getComputedStyle(stage).fontFamily;
await document.fonts.load(`600 15px ${font}`);
let colours = paletteOf(stage), scope = null, reached = null;

const cy = cytoscape({
    container: canvas, elements: elements(data), layout: { name: "preset" }, style: look(),
    minZoom: 0.1, maxZoom: 3, boxSelectionEnabled: false, autounselectify: true, autoungrabify: !mayMove,
    pixelRatio: "auto",
});
const panel = new Panel(stage.querySelector("[data-map-panel]"), { onReach: highlight, onClose: () => choose(null) });
paint();
stage.classList.add("is-live");
cy.resize();
fit();

function look() {
    return lookOf(colours, font, data.box);
}

function elements({ boxes, lines, lanes, bands }) {
    const ground = (kind) => (one, number) => ({
        group: "nodes", classes: kind, grabbable: false, selectable: false, data: { id: `${kind}-${number}`, ...one },
        position: { x: one.x + one.width / 2, y: one.y + one.height / 2 } });
    return [
        ...lanes.map(ground("lane")), ...bands.map(ground("band")),
        ...boxes.map(({ x, y, ...one }) => ({
            group: "nodes", classes: one.members.length > 1 ? "box group" : "box", grabbable: one.members.length === 1,
            data: { ...one, written: wordsOf(one, font, data.box), pictures: [] }, position: { x, y } })),
        ...lines.map((one) => ({
            group: "edges", classes: `${lines.length > MANY ? "thin" : ""} ${one.broken ? "broken" : ""} ${boxes.length <= FEW ? "named" : ""}`,
            data: { id: `${one.source}~${one.target}`, ...one, carries: short(one.carries, 26) } })),
    ];
}

function short(text, longest) {
    return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
}

function pictures(box) {
    const tone = { alarm: colours["alarm-solid"], warn: colours["warn-solid"], ok: colours["ok-solid"] }[box.tone] ?? colours.none;
    return [picture(drawings[box.icon] ?? drawings["server-2"], 24, colours["ink-2"], colours.surface, true),
        picture(drawings[box.shape], 16, tone, colours.surface, false)];
}

function paint() {
    colours = paletteOf(stage);
    cy.batch(() => cy.nodes(".box").forEach((one) => one.data("pictures", pictures(one.data()))));
    cy.style(look());
}

function fit() {
    cy.fit(cy.nodes(".box, .lane"), 16);
    // A phone shows the beginning at a size that can be read, and is moved by a finger.
    if (cy.zoom() < NARROW && canvas.clientWidth < 700) {
        cy.zoom(NARROW);
        cy.pan({ x: 8, y: 8 });
    }
}

function choose(element) {
    scope = element;
    reached = null;
    cy.elements().removeClass("dim lit chosen");
    panel.element.hidden = !element;
    stage.classList.toggle("has-panel", Boolean(element));
    cy.resize();
    if (!element) return;
    if (element.isEdge()) {
        panel.line(element.data(), element.source().data("label"), element.target().data("label"));
        focusOn(element.union(element.connectedNodes()));
        return;
    }
    element.addClass("chosen");
    panel.box(element.data(), shapeOf(element.data()));
    focusOn(element.closedNeighborhood());
}

function shapeOf(box) {
    const image = document.createElement("img");
    image.alt = "";
    image.width = image.height = 16;
    image.src = pictures(box)[1];
    return image;
}

function focusOn(bright) {
    cy.batch(() => {
        cy.elements(".box, edge").removeClass("lit").addClass("dim");
        bright.removeClass("dim");
        bright.edges().addClass("lit");
    });
}

// Which boxes fall with this one (or carry it), as the server walks the interfaces.
async function highlight(way) {
    if (!way) {
        focusOn(scope.closedNeighborhood());
        return 0;
    }
    const id = scope.data("members")[0][0];
    reached = reached ?? await (await fetch(reach.replace("22222222", id))).json();
    const hit = new Set(reached[way].map(([short]) => short));
    const nodes = cy.nodes(".box").filter((one) => one.data("members").some(([member]) => hit.has(member))).union(scope);
    focusOn(nodes.union(nodes.edgesWith(nodes)));
    return hit.size;
}

cy.on("tap", (event) => {
    const isDrawn = event.target !== cy && (event.target.isEdge() || event.target.hasClass("box"));
    choose(isDrawn ? event.target : null);
});
cy.on("mouseover", "node.box, edge", () => canvas.classList.add("is-over"));
cy.on("mouseout", "node.box, edge", () => canvas.classList.remove("is-over"));
cy.on("dbltap", "node.box", (event) => window.location.assign(event.target.data("url")));
cy.on("drag", "node.box", (event) => event.target.connectedEdges().forEach((one) => one.updateStyle()));
cy.on("dragfree", "node.box", async (event) => {
    const { x, y } = event.target.position();
    const body = new URLSearchParams({ map: data.map, item: event.target.data("members")[0][0], x, y });
    const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(place, { method: "POST", body, headers: { "X-CSRFToken": csrf } });
    if (answer.ok) await redrawStill();
});

// The still picture is what is printed: it must say where the boxes stand now.
async function redrawStill() {
    const page = new DOMParser().parseFromString(await (await fetch(window.location.href)).text(), "text/html");
    stage.querySelector("[data-map-still]").replaceWith(page.querySelector("[data-map-still]"));
}

const DOES = { in: () => zoom(1.3), out: () => zoom(1 / 1.3), fit, png: save };
for (const button of document.querySelectorAll("[data-map-do]")) {
    button.hidden = false;
    button.addEventListener("click", () => DOES[button.dataset.mapDo]());
}

function zoom(by) {
    cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 } });
}

function save() {
    const link = document.createElement("a");
    link.href = cy.png({ full: true, scale: 2, maxWidth: 8000, maxHeight: 8000, bg: colours.bg });
    link.download = `map-${data.map}.png`;
    link.click();
}

const KEYS = {
    ArrowLeft: () => cy.panBy({ x: STEP, y: 0 }), ArrowRight: () => cy.panBy({ x: -STEP, y: 0 }),
    ArrowUp: () => cy.panBy({ x: 0, y: STEP }), ArrowDown: () => cy.panBy({ x: 0, y: -STEP }),
    "+": () => zoom(1.3), "-": () => zoom(1 / 1.3), "0": fit, Escape: () => choose(null),
};
canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
});

const search = document.querySelector("[data-map-find]");
search.hidden = false;
search.addEventListener("submit", (event) => {
    event.preventDefault();
    const box = find(search.elements.find.value);
    search.elements.find.setCustomValidity(box ? "" : search.dataset.none);
    search.elements.find.reportValidity();
    if (box) show(box);
});
search.elements.find.addEventListener("input", () => search.elements.find.setCustomValidity(""));

function find(typed) {
    const wanted = typed.trim().toLowerCase();
    if (!wanted) return null;
    const named = (test) => cy.nodes(".box").filter((one) =>
        [one.data("label"), one.data("ae"), ...one.data("members").flat()].some((name) => test((name ?? "").toLowerCase())))[0];
    return named((name) => name === wanted) ?? named((name) => name.includes(wanted)) ?? null;
}

function show(box) {
    choose(box);
    if (cy.zoom() < 0.7) cy.zoom(0.7);
    cy.center(box);
    [...panel.element.querySelectorAll("a[href]")].find((link) => link.offsetParent)?.focus();
}

async function refresh() {
    if (document.hidden) return;
    const answer = await fetch(fresh);
    if (!answer.ok) return;
    const now = await answer.json();
    cy.batch(() => {
        for (const { x, y, ...one } of now.boxes) {
            cy.getElementById(one.id).data({ ...one, written: wordsOf(one, font, data.box), pictures: pictures(one) });
        }
        for (const one of now.lines) cy.getElementById(`${one.source}~${one.target}`).toggleClass("broken", one.broken);
    });
}

setInterval(refresh, EVERY);
new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
new ResizeObserver(() => cy.resize()).observe(canvas);
if (stage.dataset.chosen) {
    const box = find(stage.dataset.chosen);
    if (box) {
        choose(box);
        cy.center(box);
    }
}
stage.dataset.state = "ready";
