const fencedCode = /^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2[ \t]*$/gm;

/** Targets of the links of a page that stay in this repository: a path, an anchor, or both. */
export function relativeLinks(markdown: string): string[] {
  const text = markdown.replace(fencedCode, '').replace(/`[^`\n]*`/g, '');
  const inline = text.matchAll(/\]\(\s*<?([^)\s>]+)/g);
  const definitions = text.matchAll(/^ {0,3}\[[^\]]+\]:\s*(\S+)/gm);
  return [...inline, ...definitions]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/** What GitHub lets links name the headings of a page by, in their order. */
export function headingAnchors(markdown: string): string[] {
  const headings = markdown.replace(fencedCode, '').matchAll(/^#{1,6}[ \t]+(.+?)[ \t]*#*$/gm);
  const anchors = [...headings].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  return anchors.map((anchor, index) => {
    const before = anchors.slice(0, index).filter((other) => other === anchor).length;
    return before === 0 ? anchor : `${anchor}-${String(before)}`;
  });
}
