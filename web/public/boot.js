// Sets this device's theme and density before the first paint. A separate file, because the policy forbids inline scripts.
try {
  const { theme, contrast, density } = JSON.parse(localStorage.getItem("taskwake-prefs") || "{}");
  if (theme) document.documentElement.dataset.theme = theme;
  if (contrast) document.documentElement.dataset.contrast = contrast;
  if (density) document.documentElement.dataset.density = density;
} catch {}
