/* The proof of one entry, computed again in the page from the receipt file the page offers for saving.
   SHA-256 and Ed25519 are the browser's own (Web Cryptography); the tree is RFC 6962, the checkpoint a C2SP signed note.
   A step tells its numbers and whether it is done, failed, or cannot be done by this browser. */
"use strict";
(() => {
  const sheet = document.querySelector("[data-proof]");
  if (!sheet) return;
  sheet.hidden = false;

  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const unbase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));

  class Failed extends Error {} // a step does not hold; its message is what was found instead

  function reveal(parent, attribute, value) {
    for (const node of parent.querySelectorAll(`[${attribute}]`)) node.hidden = node.getAttribute(attribute) !== value;
  }
  const verdict = (says) => reveal(sheet, "data-says", says);
  const why = (reason) => (sheet.querySelector(`[data-why=${reason}]`).hidden = false);
  function tell(name, state, numbers = "") {
    const step = sheet.querySelector(`[data-step=${name}]`);
    reveal(step, "data-state", state);
    step.querySelector("[data-numbers]").textContent = numbers;
  }

  async function body(receipt, leaf, name) {
    if (receipt[name] === null) return null;
    const found = hex(await sha256(unhex(receipt[`${name}_nonce`]), utf8(receipt[name])));
    if (found !== leaf[name]) throw new Failed(`${found} ≠ ${leaf[name]}`);
    return found;
  }

  // RFC 9162, section 2.1.3.2; BigInt, since positions may pass 32 bits.
  async function climbed(leafHash, position, size, proof) {
    let [at, last, root] = [BigInt(position), BigInt(size) - 1n, leafHash];
    if (at > last) throw new Failed(`${position} ≥ ${size}`);
    for (const other of proof) {
      if (last === 0n) throw new Failed("path too long");
      const isRight = at & 1n || at === last;
      root = isRight ? await sha256([1], other, root) : await sha256([1], root, other);
      while (isRight && !(at & 1n) && at) [at, last] = [at >> 1n, last >> 1n];
      [at, last] = [at >> 1n, last >> 1n];
    }
    if (last !== 0n) throw new Failed("path too short");
    return root;
  }

  function read(note) {
    const cut = note.lastIndexOf("\n\n");
    const text = note.slice(0, cut + 1);
    const [origin, size, root] = text.split("\n");
    const lines = note.slice(cut + 2).trimEnd().split("\n").map((line) => line.match(/^— (\S+) (\S+)$/)?.slice(1));
    if (cut < 0 || !/^\d+$/.test(size) || lines.includes(undefined)) throw new Failed("note");
    return { text, origin, size, root: unbase64(root), signatures: lines };
  }

  async function known(line) {
    const [name, id, coded] = line.match(/^([^+]+)\+([^+]+)\+(.+)$/).slice(1); // base64 has "+" too
    const raw = unbase64(coded);
    const own = hex((await sha256(utf8(`${name}\n`), raw)).slice(0, 4));
    if (own !== id || raw[0] !== 1) throw new Failed(`key ${own} ≠ ${id}`);
    return { name, id, key: await crypto.subtle.importKey("raw", raw.slice(1), "Ed25519", false, ["verify"]) };
  }

  async function signed(note, lines) {
    const signers = [];
    for (const line of lines) {
      const { name, id, key } = await known(line);
      for (const [by, coded] of note.signatures) {
        const bytes = unbase64(coded);
        if (by !== name || hex(bytes.slice(0, 4)) !== id) continue;
        if (!(await crypto.subtle.verify("Ed25519", key, bytes.slice(4), utf8(note.text)))) throw new Failed(`${name}+${id}`);
        signers.push(`${name}+${id}`);
      }
    }
    if (!signers.length) throw new Failed("–");
    return signers.join(", ");
  }

  let isWhole = true;
  async function step(name, compute) {
    try {
      const numbers = await compute();
      tell(name, numbers === null ? "none" : "done", numbers ?? "");
    } catch (fault) {
      if (name === "signature" && fault.name === "NotSupportedError") {
        isWhole = false;
        why("ed25519");
        tell(name, "cannot");
        return;
      }
      tell(name, "failed", fault.message);
      throw fault;
    }
  }

  async function compute() {
    const answer = await fetch(sheet.dataset.receipt, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    let receipt, leaf, note, leafHash;
    await step("form", () => {
      receipt = JSON.parse(text);
      leaf = JSON.parse(receipt.leaf);
      note = read(receipt.checkpoint);
      if (receipt.format !== "qiantou-receipt/1" || String(leaf.position) !== sheet.dataset.position)
        throw new Failed(`${leaf.position} ≠ ${sheet.dataset.position}`);
      return `${receipt.origin} · ${leaf.position}`;
    });
    await step("facts", () => body(receipt, leaf, "facts"));
    await step("words", () => body(receipt, leaf, "words"));
    await step("leaf", async () => hex((leafHash = await sha256([0], utf8(receipt.leaf)))));
    await step("root", async () => {
      const root = await climbed(leafHash, leaf.position, note.size, receipt.proof.map(unbase64));
      if (hex(root) !== hex(note.root)) throw new Failed(`${hex(root)} ≠ ${hex(note.root)}`);
      return `${receipt.proof.length} → ${hex(root)} (${note.size})`;
    });
    await step("signature", () => signed(note, sheet.dataset.known.split("\n")));
    verdict(isWhole ? "holds" : "partly");
  }

  if (!globalThis.crypto?.subtle) {
    why("http");
    verdict("cannot");
    for (const node of sheet.querySelectorAll("[data-step]")) tell(node.dataset.step, "cannot");
    return;
  }
  compute().catch((fault) => {
    const failed = sheet.querySelector("[data-state=failed]:not([hidden])");
    if (!failed) why("fetch");
    verdict(failed ? "failed" : "cannot");
    if (!(fault instanceof Failed)) console.info(fault.message);
  });
})();
