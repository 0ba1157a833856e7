const GAP = 6;

/**
 * Put a popover below its button, within the window.
 * @param {HTMLElement} popover @param {Element | null} button
 */
export function beside(popover, button) {
  if (!button) return;
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const below = at.bottom + GAP + height <= window.innerHeight;
  popover.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
  popover.style.top = `${below ? at.bottom + GAP : Math.max(8, at.top - GAP - height)}px`;
}
