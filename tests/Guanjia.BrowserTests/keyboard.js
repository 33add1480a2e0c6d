// What the keyboard alone reaches on a page, and whether one sees where one is. Run on the page by Visit.LookClosely.
window.guanjiaKeys = (() => {
    const say = e => e.outerHTML.slice(0, 140).replace(/\s+/g, ' ');
    const seen = new Set(), found = [];
    const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length > 0;
    const wanted = () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(e => !e.disabled && e.type !== 'hidden' && e.tabIndex >= 0 && shown(e) && !e.closest('[inert]'));
    document.activeElement?.blur();
    const start = document.createElement('span');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    let first = null;
    return {
        // True when the round is done.
        step() {
            const e = document.activeElement;
            if (!e || e === document.body || e === first) return true;
            first ??= e;
            if (seen.has(e)) return false;
            seen.add(e);
            const style = getComputedStyle(e), label = e.labels?.[0] && getComputedStyle(e.labels[0]);
            const visible = s => s && (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none');
            if (!visible(style) && !visible(label) && !(e.parentElement && visible(getComputedStyle(e.parentElement)))) found.push('focus cannot be seen: ' + say(e));
            const box = e.getBoundingClientRect(), x = box.x + Math.min(box.width / 2, 12), y = box.y + box.height / 2;
            if (box.width > 0 && (y < 0 || y > innerHeight || x < 0 || x > innerWidth)) found.push('focus is off the screen: ' + say(e));
            else if (box.width > 4) {
                const top = document.elementFromPoint(x, y);
                if (top && getComputedStyle(e).pointerEvents !== 'none' && !top.closest('svg') && top !== e && !e.contains(top) && !top.contains(e) && !e.labels?.[0]?.contains(top)) found.push('focus is covered by ' + top.tagName + '.' + top.className + ': ' + say(e));
            }
            return false;
        },
        found() {
            start.remove();
            // Of a group of radio buttons one is reached, the others by arrows.
            const groups = new Set([...seen].filter(e => e.type === 'radio').map(e => e.name));
            for (const e of wanted()) if (!seen.has(e) && !(e.type === 'radio' && groups.has(e.name))) found.push('never reached: ' + say(e));
            return found;
        },
    };
})();
