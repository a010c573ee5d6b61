// A file of its own, read before the first paint: a chosen dark theme must not begin with a white flash.
try {
  const theme = localStorage.getItem('lva.theme')
  if (theme) document.documentElement.dataset.theme = theme
} catch {
  document.documentElement.removeAttribute('data-theme')
}
