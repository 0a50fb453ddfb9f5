// How the map is painted: the page's own colours, drawn again when the theme changes.

const COLOURS = ["bg", "surface", "sunken", "line", "line-strong", "ink", "ink-2", "accent", "accent-soft", "focus",
    "ok", "ok-solid", "warn", "warn-soft", "warn-solid", "alarm", "alarm-soft", "alarm-solid", "none", "none-soft"];
// PS3.18 is DICOM too, but it is asked for over HTTP: dashes tell the two apart without colour.
const DASHES = { "DICOM": [], "HL7": [7, 4], "DICOMweb": [2, 4], "FHIR": [2, 4], "file": [10, 4, 2, 4], "other": [10, 4, 2, 4] };
export const NARROW = 0.45;
const LEFT = 33, RIGHT = 27, SIZE = 14.5;

// The words of a box: its name on one line or two, or its name and its trouble.
export function wordsOf(one, font, [width]) {
    const pen = wordsOf.pen ??= document.createElement("canvas").getContext("2d");
    pen.font = `600 ${SIZE}px ${font}`;
    const room = width - LEFT - RIGHT, name = one.members.length > 1 ? `${one.label} ×${one.members.length}` : one.label;
    const fits = (text) => pen.measureText(text).width <= room;
    const cut = (text) => {
        if (fits(text)) return text;
        let kept = text;
        while (kept && !fits(`${kept}…`)) kept = kept.slice(0, -1).trimEnd();
        return `${kept}…`;
    };
    if (one.shape !== "met") return `${cut(name)}\n${cut(one.detail)}`;
    if (fits(name)) return name;
    const words = name.split(" ");
    let first = "";
    while (words.length && fits(`${first} ${words[0]}`.trim())) first = `${first} ${words.shift()}`.trim();
    return first ? `${first}\n${cut(words.join(" "))}` : cut(name);
}

export function paletteOf(element) {
    const probe = document.createElement("span");
    probe.hidden = true;
    element.append(probe);
    const found = {};
    for (const name of COLOURS) {
        probe.style.color = `var(--rr-${name})`;
        found[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    return found;
}

export async function drawingsFrom(...addresses) {
    const found = {};
    for (const address of addresses) {
        const text = await (await fetch(address)).text();
        const symbols = new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("symbol");
        for (const one of symbols) found[one.id] = one.innerHTML;
    }
    return found;
}

// A picture cannot read the page's variables, so its colours are written into it.
export function picture(inner, size, colour, ground, isLine) {
    const paint = isLine ? `fill="none" stroke="${colour}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"` : "";
    const body = inner.replaceAll("currentColor", colour).replaceAll("var(--rr-surface)", ground);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size * 2}" height="${size * 2}" viewBox="0 0 ${size} ${size}" ${paint}>${body}</svg>`;
    return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

export function lookOf(colours, font, [width, height]) {
    // A ticket alone is news for the shape; a colour is for what is affected or down.
    const loud = (one) => ({ lapsed: "alarm", grace: "warn" })[one.data("shape")];
    const ground = (one) => loud(one) ? colours[`${loud(one)}-soft`] : colours.surface;
    const edge = (one) => loud(one) ? colours[`${loud(one)}-solid`] : colours["line-strong"];
    return [
        { selector: "node", style: { "events": "no", "font-family": font, "color": colours.ink } },
        { selector: "node.lane", style: {
            "shape": "round-rectangle", "width": "data(width)", "height": "data(height)", "background-color": colours.sunken,
            "label": "data(title)", "text-valign": "top", "text-margin-y": 28, "font-size": 17, "font-weight": 600, "color": colours["ink-2"],
            "z-index": 0, "z-compound-depth": "bottom", "corner-radius": 14, "border-width": 0 } },
        { selector: "node.band", style: {
            "shape": "rectangle", "width": "data(width)", "height": "data(height)", "background-opacity": 0, "border-width": 0,
            "label": "data(title)", "text-valign": "top", "text-halign": "right", "text-margin-y": 22,
            "text-margin-x": (one) => -one.data("width") + 12, "font-size": 15, "font-weight": 700, "color": colours.ink, "z-index": 1 } },
        { selector: "node.box", style: {
            "events": "yes", "shape": "round-rectangle", "corner-radius": 8, "width": width, "height": height, "z-index": 10,
            "background-color": ground, "border-color": edge,
            "border-width": (one) => ({ alarm: 3, warn: 2 })[loud(one)] ?? 1.25,
            "border-style": (one) => loud(one) === "warn" ? "dashed" : "solid",
            "label": "data(written)", "text-valign": "center", "text-halign": "right", "text-wrap": "wrap", "text-justification": "left",
            "font-size": SIZE, "font-weight": 600, "line-height": 1.15, "text-max-width": width, "text-margin-x": LEFT - width,
            "background-image": (one) => one.data("pictures"), "background-width": ["20px", "16px"], "background-height": ["20px", "16px"],
            "background-position-x": ["7px", `${width - 23}px`], "background-position-y": ["50%", "50%"],
            "background-fit": "none", "background-clip": "none" } },
        { selector: "node.group", style: { "border-style": "double", "border-width": 4.5 } },
        { selector: "edge", style: {
            "width": 1.5, "line-color": colours["line-strong"], "line-opacity": 0.75, "target-arrow-color": colours["line-strong"], "target-arrow-shape": "triangle",
            "arrow-scale": 0.9, "curve-style": "unbundled-bezier", "edge-distances": "endpoints", "z-index": 5,
            "control-point-distances": (one) => bendsOf(one, width).distances, "control-point-weights": (one) => bendsOf(one, width).weights,
            "source-endpoint": (one) => bendsOf(one, width).from, "target-endpoint": (one) => bendsOf(one, width).to,
            "line-style": (one) => DASHES[one.data("standard")]?.length ? "dashed" : "solid",
            "line-dash-pattern": (one) => DASHES[one.data("standard")]?.length ? DASHES[one.data("standard")] : [6, 3] } },
        { selector: "edge.thin", style: { "width": 1, "line-opacity": 0.4 } },
        { selector: "edge.broken", style: { "line-color": colours["alarm-solid"], "target-arrow-color": colours["alarm-solid"], "width": 2.5, "line-opacity": 1, "z-index": 7 } },
        { selector: "edge.named, edge.lit", style: {
            "label": "data(carries)", "font-family": font, "font-size": 12, "font-weight": 500, "color": colours["ink-2"], "text-background-color": colours.surface,
            "text-background-opacity": 0.92, "text-background-padding": 2, "text-max-width": 130, "text-wrap": "ellipsis" } },
        { selector: ".dim", style: { "opacity": 0.14 } },
        { selector: "edge.dim", style: { "opacity": 0.08 } },
        { selector: "edge.lit", style: { "line-color": colours.accent, "target-arrow-color": colours.accent, "width": 3, "line-opacity": 1, "z-index": 8 } },
        { selector: "edge.lit.broken", style: { "line-color": colours["alarm-solid"], "target-arrow-color": colours["alarm-solid"] } },
        { selector: "node.chosen", style: { "border-color": colours.focus, "border-width": 4, "border-style": "solid", "z-index": 20 } },
        { selector: "node.box:active", style: { "overlay-color": colours.accent, "overlay-opacity": 0.12 } },
    ];
}

// Out of the right side and into the left one, in an S; within a lane in a bow beside it.
function bendsOf(line, width) {
    const a = line.source().position(), b = line.target().position();
    const half = width / 2, isBeside = Math.abs(b.x - a.x) < width, way = isBeside || b.x > a.x ? 1 : -1;
    const from = { x: a.x + way * half, y: a.y };
    const to = { x: isBeside ? b.x + half : b.x - way * half, y: b.y };
    const reach = isBeside ? 34 : Math.abs(to.x - from.x) / 2;
    const bends = [{ x: from.x + way * reach, y: from.y }, { x: isBeside ? to.x + reach : to.x - way * reach, y: to.y }];
    const dx = to.x - from.x, dy = to.y - from.y, length2 = dx * dx + dy * dy || 1, length = Math.sqrt(length2);
    return {
        weights: bends.map((one) => ((one.x - from.x) * dx + (one.y - from.y) * dy) / length2),
        distances: bends.map((one) => ((one.x - from.x) * -dy + (one.y - from.y) * dx) / length),
        from: `${way * half}px 0px`, to: `${(isBeside ? 1 : -way) * half}px 0px`,
    };
}
