// Before the first paint: the theme that was chosen, if one was. Its own file,
// because the Content Security Policy allows no inline script.
(() => {
  try {
    const chosen = localStorage.getItem('novacron.theme');
    if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden; the system's theme is used.
  }
})();
