// What is looked for on a page that is read in a special way; run inside the page by conditions.py.
({
  // Words cut off, words on words, a page wider than its window, bars that stay in the way. Every run of letters that
  // can be seen is taken with its place, cut to what its scrolling parents show.
  lost() {
  const found = [], runs = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const label = (one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") || ""}`;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility({ visibilityProperty: true }) || parent.closest(".vh, title, option, .skip")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const box = { left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom };
      let cut = "";
      for (let up = parent; up && up !== document.body; up = up.parentElement) {
        const style = getComputedStyle(up), frame = up.getBoundingClientRect();
        if (style.overflowX === "visible" && style.overflowY === "visible") continue;
        if (up.namespaceURI.endsWith("svg") && up.tagName !== "svg") continue;
        if (frame.width <= 2) { box.right = box.left; cut = ""; break; } // for screen readers alone
        const scrolls = ["auto", "scroll"].includes(style.overflowX) || ["auto", "scroll"].includes(style.overflowY);
        if (!scrolls && (box.right > frame.right + 2 || box.bottom > frame.bottom + 4 || box.left < frame.left - 2)) cut = label(up);
        box.left = Math.max(box.left, frame.left); box.right = Math.min(box.right, frame.right);
        box.top = Math.max(box.top, frame.top); box.bottom = Math.min(box.bottom, frame.bottom);
      }
      if (cut) found.push(`“${node.data.trim().slice(0, 30)}” is cut off by ${cut}`);
      const size = parseFloat(getComputedStyle(parent).fontSize);
      const middle = (box.top + box.bottom) / 2, half = Math.min((box.bottom - box.top) / 2, size * 0.36);
      if (box.right - box.left > 1 && half > 1) runs.push({ node, ...box, top: middle - half, bottom: middle + half });
    }
  }
  runs.sort((one, other) => one.top - other.top);
  runs.forEach((one, at) => {
    for (let next = at + 1; next < runs.length && runs[next].top < one.bottom - 2; next++) {
      const other = runs[next];
      if (other.node === one.node || other.left > one.right - 2 || other.right < one.left + 2) continue;
      found.push(`“${one.node.data.trim().slice(0, 30)}” and “${other.node.data.trim().slice(0, 30)}” overlap`);
    }
  });
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) found.push(`${wide} px wider than the window`);
  for (const one of document.querySelectorAll("body *"))
    if (["fixed", "sticky"].includes(getComputedStyle(one).position) && one.checkVisibility()
        && one.getBoundingClientRect().height > innerHeight / 3) found.push(`${label(one)} stays in the way`);
  return [...new Set(found)];
},
  // Everything that changes by and by instead of at once.
  moving() { return [...document.querySelectorAll("*")].flatMap((one) => {
  const style = getComputedStyle(one), name = one.tagName.toLowerCase();
  const lasting = (text) => text.split(",").some((part) => parseFloat(part) > 0.001);
  return [
    ...(lasting(style.transitionDuration) ? [`${name} changes over ${style.transitionDuration}`] : []),
    ...(style.animationName !== "none" && lasting(style.animationDuration) ? [`${name} moves`] : []),
    ...(style.scrollBehavior === "smooth" ? [`${name} scrolls smoothly`] : []),
  ];
}).concat(document.getAnimations().map((one) => `${one.constructor.name} runs`)); },
  // How many places the keyboard should come to: of radio buttons one of each group.
  focusable() {
    const radioOf = (one) => {
      const group = [...document.querySelectorAll(`input[type=radio][name="${one.name}"]`)];
      return group.find((each) => each.checked) || group[0];
    };
    return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true })
    && !(one.type === "radio" && one.name && one !== radioOf(one))).length;
  },
  // What has the focus: where it is in the document, whether it can be seen, whether something lies on it.
  focused() {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const all = [...document.querySelectorAll("*")], rect = one.getClientRects()[0] || one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const at = document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2);
  const free = at && (one.contains(at) || at.contains(one) || (one.labels && [...one.labels].some((label) => label.contains(at))));
  return { place: all.indexOf(one), drawn, free: Boolean(free), size: rect.width * rect.height,
    index: one.tabIndex, name: `${one.tagName.toLowerCase()} “${(one.innerText || one.name || "").trim().slice(0, 40)}”`,
    id: one.id, href: one.getAttribute("href") };
},  // On a page from the right: texts whose first line does not begin at the right of its box.
  fromTheLeft() {
  const own = "main :is(h1, h2, h3, p, li, dd, dt)", apart = ".vh, svg, .r", placed = "a.btn, label, .vh, .st";
  const label = (one) => one.tagName.toLowerCase();
  return [...document.querySelectorAll(own)].flatMap((one) => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const nodes = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    let text = nodes.nextNode();
    while (text && !text.data.trim()) text = nodes.nextNode();
    if (!text || !one.checkVisibility({ visibilityProperty: true }) || one.closest(apart)) return [];
    if (!["block", "list-item"].includes(style.display) || one.querySelector("svg, form, ul, ol")) return [];
    if (text.parentElement.closest(placed)) return [];
    const range = document.createRange();
    range.selectNodeContents(one);
    const runs = [...range.getClientRects()].filter((rect) => rect.width > 1);
    const first = runs.reduce((above, rect) => (rect.top < above.top ? rect : above), runs[0]);
    const right = Math.max(...runs.filter((rect) => rect.top < first.bottom - 4).map((rect) => rect.right));
    const short = Math.round(box.right - parseFloat(style.paddingRight) - right);
    return Math.abs(short) > 4 ? [`${label(one)} “${one.innerText.slice(0, 40)}” begins ${short} px from the right`] : [];
  });
},
  // Where the points of the first chart stand from its left, in the order of their time.
  points() {
  const svg = document.querySelector("main svg[role=img]"), left = svg.getBoundingClientRect().left;
  return [...svg.querySelectorAll("circle")].map((one) => Math.round(one.getBoundingClientRect().left - left));
},
})
