// Words that a reader loses: cut off at the edge of a box, or with other words over them. Not those that are shortened
// on purpose, hidden from the eye, or on a bar that stays in view.
() => {
    const boxes = [];
    const found = new Set();
    const told = (element) => `${element.localName}.${element.className} “${element.textContent.trim().replace(/\s+/g, " ").slice(0, 30)}”`;
    const isLeft = ([, style]) => style.clipPath !== "none" || style.webkitLineClamp !== "none" || /fixed|sticky/.test(style.position);
    const isCut = (rect, [box, style]) => {
        const outer = box.getBoundingClientRect();
        const across = /hidden|clip/.test(style.overflowX) && (rect.left < outer.left - 2 || rect.right > outer.right + 2);
        return across || (/hidden|clip/.test(style.overflowY) && (rect.top < outer.top - 4 || rect.bottom > outer.bottom + 4));
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const around = [];
        for (let each = element; each; each = each.parentElement) around.push([each, getComputedStyle(each)]);
        const isShown = walker.currentNode.data.trim() && element.checkVisibility({ visibilityProperty: true });
        if (!isShown || element.closest(".skip-link") || around.some(isLeft)) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        for (const rect of range.getClientRects()) {
            if (around.some((box) => isCut(rect, box))) found.add(`cut off: ${told(element)}`);
            boxes.push([rect, element]);
        }
    }
    boxes.sort(([one], [other]) => one.top - other.top);
    boxes.forEach(([one, element], place) => {
        for (let next = place + 1; boxes[next]?.[0].top < one.bottom; next += 1) {
            const [other, over] = boxes[next];
            const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            const height = Math.min(one.bottom, other.bottom) - other.top;
            if (element !== over && width > 2 && height > Math.min(one.height, other.height) / 2)
                found.add(`one over the other: ${told(element)} and ${told(over)}`);
        }
    });
    return [...found];
}
