/**
 * <adopted-style> is a <style> that a Content Security Policy of
 * `style-src 'self'` allows: its text goes into a constructed style sheet, which
 * the document adopts while the element is connected. xterm.js is made to
 * create it instead of <style> (build/plugins.ts).
 */
class AdoptedStyle extends HTMLElement {
  private readonly adopted = new CSSStyleSheet();

  override get textContent(): string {
    return Array.from(this.adopted.cssRules, (rule) => rule.cssText).join('\n');
  }

  override set textContent(css: string | null) {
    this.adopted.replaceSync(css ?? '');
  }

  connectedCallback() {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.adopted];
  }

  disconnectedCallback() {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.adopted);
  }
}

/** Makes <adopted-style> known; calling it again does nothing. */
export function defineAdoptedStyle() {
  if (!customElements.get('adopted-style')) customElements.define('adopted-style', AdoptedStyle);
}
