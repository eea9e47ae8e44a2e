// Before the first paint: the theme this device prefers. A file of its own, as no inline script may run.
try {
  const { theme, contrast } = JSON.parse(localStorage.getItem("taskwake-prefs") || "{}");
  if (theme) document.documentElement.dataset.theme = theme;
  if (contrast) document.documentElement.dataset.contrast = contrast;
} catch {}
