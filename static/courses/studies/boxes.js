// Boxes around text: drawn, moved and sized by mouse, finger or keys. Each change is sent by the form that works without this script too.
const EDGE = 10; // screen pixels from an edge within which it is sized, not moved
const LEAST = 4;
const SAVED_AFTER = 500;
const LABEL = 14; // screen pixels of a box's number, whatever the zoom

export function boxesFor() {
    let stage = null;
    let drag = null;
    let isDrawing = false;
    let saving = 0;
    let unsaved = null;

    const rectOf = (group) => group.querySelector("rect");
    const read = (rect) => Object.fromEntries(["x", "y", "width", "height"].map((name) => [name, Number(rect.getAttribute(name))]));

    function write(rect, area) {
        for (const [name, value] of Object.entries(area)) rect.setAttribute(name, value);
        const text = rect.parentElement.querySelector("text");
        if (!text) return;
        text.setAttribute("x", text.getAttribute("text-anchor") === "end" ? area.x : area.x + area.width);
        text.setAttribute("y", area.y + area.height);
    }

    function point(event) {
        const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(stage.getScreenCTM().inverse());
        return { x: place.x, y: place.y };
    }

    // Inside the image, whole pixels, never turned inside out.
    function fitted(area) {
        const { width, height } = stage.viewBox.baseVal;
        const x = Math.round(Math.max(0, Math.min(area.x, width - LEAST)));
        const y = Math.round(Math.max(0, Math.min(area.y, height - LEAST)));
        return {
            x, y,
            width: Math.round(Math.max(LEAST, Math.min(area.width, width - x))),
            height: Math.round(Math.max(LEAST, Math.min(area.height, height - y))),
        };
    }

    function moved(area, dx, dy) {
        const { width, height } = stage.viewBox.baseVal;
        return fitted({ ...area, x: Math.min(area.x + dx, width - area.width), y: Math.min(area.y + dy, height - area.height) });
    }

    // Which edges a point lies at, as signs: [-1, 0] is the left one.
    function edgesAt(group, event) {
        const shape = rectOf(group).getBoundingClientRect();
        const near = (value, low, high) => {
            const reach = Math.min(EDGE, (high - low) / 4);
            return Math.abs(value - high) <= reach ? 1 : Math.abs(value - low) <= reach ? -1 : 0;
        };
        return [near(event.clientX, shape.left, shape.right), near(event.clientY, shape.top, shape.bottom)];
    }

    function sized(area, [left, top], dx, dy) {
        const next = { ...area };
        if (left > 0) next.width += dx;
        if (left < 0) { next.x += Math.min(dx, area.width - LEAST); next.width -= Math.min(dx, area.width - LEAST); }
        if (top > 0) next.height += dy;
        if (top < 0) { next.y += Math.min(dy, area.height - LEAST); next.height -= Math.min(dy, area.height - LEAST); }
        return fitted(next);
    }

    // --- sending ---------------------------------------------------------------

    function fill(form, area) {
        for (const [name, value] of Object.entries(area)) form.querySelector(`[name=${name}]`).value = value;
    }

    function save(group) {
        clearTimeout(saving);
        unsaved = null;
        const form = document.querySelector(`[data-box-form="${group.dataset.box}"]`);
        fill(form, read(rectOf(group)));
        press(form, "move");
    }

    function press(form, what) {
        const button = form.querySelector(`[name=do][value=${what}]`);
        button?.click();
        return Boolean(button);
    }

    function soon(group) {
        clearTimeout(saving);
        unsaved = group;
        saving = setTimeout(() => save(group), SAVED_AFTER);
    }

    function add(area) {
        const form = document.querySelector("[data-add]");
        fill(form, area);
        form.requestSubmit();
    }

    function draw(on) {
        isDrawing = on;
        stage.classList.toggle("rr-drawing", on);
        document.querySelector("[data-draw]")?.setAttribute("aria-pressed", String(on));
    }

    // --- mouse and finger --------------------------------------------------------

    function down(event) {
        if (event.button || !stage.matches("[role=application]")) return;
        const group = event.target.closest("[data-box]");
        if (!group && !isDrawing) return;
        event.preventDefault();
        stage.setPointerCapture(event.pointerId);
        const from = point(event);
        if (isDrawing) {
            const rect = document.createElementNS(stage.namespaceURI, "rect");
            const made = document.createElementNS(stage.namespaceURI, "g");
            made.setAttribute("class", "rr-box rr-box-kept");
            made.append(rect);
            stage.append(made);
            drag = { made, rect, from, area: { ...from, width: 0, height: 0 } };
        } else {
            group.focus();
            drag = { group, rect: rectOf(group), from, area: read(rectOf(group)), edges: edgesAt(group, event) };
        }
    }

    function move(event) {
        if (!drag) {
            const group = event.target.closest?.("[data-box]");
            if (group) group.dataset.edge = edgesAt(group, event).join(" ");
            return;
        }
        const to = point(event);
        const [dx, dy] = [to.x - drag.from.x, to.y - drag.from.y];
        if (drag.made) {
            write(drag.rect, fitted({ x: Math.min(drag.from.x, to.x), y: Math.min(drag.from.y, to.y), width: Math.abs(dx), height: Math.abs(dy) }));
        } else {
            const sizes = drag.edges[0] || drag.edges[1];
            write(drag.rect, sizes ? sized(drag.area, drag.edges, dx, dy) : moved(drag.area, dx, dy));
        }
        drag.moved = true;
    }

    function up() {
        const done = drag;
        drag = null;
        if (!done) return;
        if (done.made) {
            const area = read(done.rect);
            done.made.remove();
            draw(false);
            if (done.moved && area.width > LEAST && area.height > LEAST) {
                byHand = true;
                add(area);
            }
        } else if (done.moved) save(done.group);
    }

    // --- keys on a box -------------------------------------------------------------

    const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    function key(event) {
        if (event.key === "Escape" && isDrawing) { draw(false); return; }
        const group = event.target.closest("[data-box]");
        if (!group || event.ctrlKey || event.metaKey || !stage.matches("[role=application]")) return;
        const form = document.querySelector(`[data-box-form="${group.dataset.box}"]`);
        const way = WAYS[event.key];
        if (way) {
            const [dx, dy] = way.map((one) => one * (event.shiftKey ? 10 : 1));
            const area = read(rectOf(group));
            write(rectOf(group), event.altKey ? sized(area, [1, 1], dx, dy) : moved(area, dx, dy));
            soon(group);
        } else if (event.key === "Delete" || event.key === "Backspace") {
            if (!press(form, "remove")) press(form, "dismissed");
        } else if (event.key === "Enter" || event.key === " " || event.key === "m") {
            if (!press(form, "kept")) press(form, "suggested");
        } else if (event.key === "h") press(form, "dismissed");
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    // A new box by keys alone: in the middle, then moved like any other.
    function begin() {
        if (isDrawing) {
            const { width, height } = stage.viewBox.baseVal;
            draw(false);
            add(fitted({ x: width * 0.4, y: height * 0.45, width: width * 0.2, height: height * 0.08 }));
        } else draw(true);
    }

    function label() {
        const scale = stage.getScreenCTM()?.a;
        if (scale) stage.querySelector("[data-boxes]").setAttribute("font-size", LABEL / scale);
    }

    // --- where one was, before a new part comes from the server --------------------

    const idsOf = () => [...document.querySelectorAll("#frame [data-box]")].map((group) => group.id);
    let left = null;
    let byHand = false; // drawn by mouse or finger: the image keeps the keys

    function leave(event) {
        if (event.detail.target?.id !== "frame") return;
        const at = document.activeElement;
        const form = at?.closest("[data-box-form]");
        left = at?.closest("#frame") && {
            ids: idsOf(),
            box: form ? `box-${form.dataset.boxForm}` : at.closest("[data-box]")?.id,
            inList: Boolean(form),
            adds: event.detail.requestConfig?.elt.matches("[data-add]"),
        };
        if (byHand) left = { ids: [], byHand };
        byHand = false;
    }

    // The new box, the one that was left, the next one, or the image: never nowhere.
    function comeBack() {
        const was = left;
        left = null;
        if (!was) return;
        const now = idsOf();
        const made = was.adds && now.find((id) => !was.ids.includes(id));
        const later = was.ids.slice(was.ids.indexOf(was.box) + 1);
        const id = made || (was.box && [was.box, ...later, now.at(-1)].find((one) => now.includes(one)));
        const isLost = !document.activeElement?.closest("#frame");
        if (!id && !isLost && !was.byHand) return;
        const form = id && was.inList && document.querySelector(`[data-box-form="${id.replace("box-", "")}"] button`);
        (form || document.getElementById(id) || stage).focus();
    }

    const sizes = new ResizeObserver(label);
    document.addEventListener("htmx:beforeSwap", leave);
    document.addEventListener("click", (event) => { if (event.target.closest("[data-draw]")) begin(); });

    return {
        isBusy: () => Boolean(drag || isDrawing || unsaved),
        took(frame) {
            stage = frame.querySelector("[data-stage]");
            sizes.disconnect();
            sizes.observe(stage);
            drag = null;
            draw(false);
            stage.addEventListener("pointerdown", down);
            stage.addEventListener("pointermove", move);
            stage.addEventListener("pointerup", up);
            stage.addEventListener("pointercancel", up);
            stage.addEventListener("keydown", key);
            label();
            comeBack();
        },
    };
}
