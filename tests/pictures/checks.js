// What a picture must not show. Called with {language, phone, print, literal, patterns}; answers a list of sentences.
// Other people's words stand in <bdi> or under a lang of their own: those are not asked for a translation.
(given) => {
  const faults = new Set();
  const cjk = /[㐀-鿿]/;
  const english = /^[A-Za-z][a-z'’-]*(?:[ ,;:]+[A-Za-z][a-z'’-]+){2,}/;
  const literal = new Set(given.literal);
  const patterns = given.patterns.map((source) => new RegExp(`^${source}$`, "s"));
  const shown = (node) => node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const name = (node) => {
    const kind = node.tagName.toLowerCase() + (node.id ? `#${node.id}` : "");
    const classes = (node.getAttribute("class") || "").trim().replace(/\s+/g, ".");
    return `${kind}${classes ? "." + classes : ""} “${(node.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  };

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    faults.add(`the page is ${root.scrollWidth - root.clientWidth} px wider than the screen`);
    for (const node of document.body.querySelectorAll("*")) {
      const scrolls = node.closest(".scroll, nav");
      if (!(scrolls && scrolls !== node) && shown(node) && node.getBoundingClientRect().right > root.clientWidth + 1)
        faults.add(`reaches past the edge: ${name(node)}`);
    }
  }

  function isClipped(node) {
    const style = getComputedStyle(node);
    const wide = node.scrollWidth > node.clientWidth + 1;
    const hides = (value) => value === "hidden" || value === "clip";
    if (style.display === "inline" || node.closest(".unseen, .skip") || node.closest("[title]")) return false;
    if (hides(style.overflowX) && wide) return true;
    if (hides(style.overflowY) && node.scrollHeight > node.clientHeight + 2) return true;
    return style.overflowX === "visible" && wide && node.clientWidth > 0;
  }
  const boxes = "button, a, td, th, p, li, dt, dd, h1, h2, h3, label, summary, small, span, legend, blockquote, .chip";
  for (const node of document.body.querySelectorAll(boxes)) {
    if (shown(node) && !node.closest("svg") && isClipped(node)) faults.add(`text does not fit: ${name(node)}`);
  }
  for (const text of document.querySelectorAll("svg text")) {
    if (!shown(text)) continue;
    const edge = text.ownerSVGElement.getBoundingClientRect();
    const here = text.getBoundingClientRect();
    if (here.right > edge.right + 1 || here.left < edge.left - 1) faults.add(`text leaves the picture: ${name(text)}`);
  }
  if (given.phone) {
    for (const node of document.querySelectorAll("button, .btn, summary, nav a, select, input:not([type=hidden]):not([type=checkbox]):not([type=radio])")) {
      const height = node.getBoundingClientRect().height;
      if (shown(node) && !node.closest(".unseen") && height < 43.5) faults.add(`too low for a finger (${height.toFixed(0)} px): ${name(node)}`);
    }
  }
  if (!given.print) {
    // WCAG 2.2, 2.5.8: 24 by 24 px, except a link that stands in a sentence; a name of the strip fills its row.
    const alone = (node) => [...node.parentElement.childNodes].every((other) => other === node || !other.textContent.trim());
    for (const node of document.querySelectorAll("a[href], button, summary")) {
      const { width, height } = node.getBoundingClientRect();
      if (shown(node) && alone(node) && !node.closest("svg, .skip, .unseen, .strip-names") && Math.min(width, height) < 23.5)
        faults.add(`too small a target (${width.toFixed(0)}×${height.toFixed(0)} px): ${name(node)}`);
    }
  }
  if (given.print) {
    for (const node of document.querySelectorAll("nav, button, .btn")) if (shown(node) && !node.closest(".unseen")) faults.add(`printed: ${name(node)}`);
  }

  const chinese = given.language === "zh-hans";
  if (!root.getAttribute("lang").toLowerCase().startsWith(chinese ? "zh" : "en")) faults.add(`the page says its language is ${root.lang}`);
  function check(words, node) {
    const said = words.trim().replace(/\s+/g, " ");
    if (!said || node.closest("bdi, code, pre, kbd, .mono, script, style, option, textarea, svg title, svg desc")) return;
    const marked = node.closest("[lang]").getAttribute("lang").toLowerCase();
    if (chinese && marked.startsWith("zh")) {
      if (literal.has(said) || patterns.some((pattern) => pattern.test(said)) || english.test(said))
        faults.add(`not translated: “${said.slice(0, 60)}”`);
    } else if (!chinese && marked.startsWith("en") && cjk.test(said)) {
      faults.add(`Chinese on an English page: “${said.slice(0, 60)}”`);
    }
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (shown(text.parentElement)) check(text.data, text.parentElement);
  }
  if (chinese) {
    for (const node of document.body.querySelectorAll("[aria-label], [placeholder], [alt]")) {
      for (const key of ["aria-label", "placeholder", "alt"]) if (node.hasAttribute(key)) check(node.getAttribute(key), node);
    }
  }
  return [...faults];
}
