import { askEarly } from './api/early';
import { readPreferences, showPreferences } from './preferences';
import { openingText } from './text/opening';

// First, and in a piece of its own: what is asked and set here is there when the app comes.
askEarly();
showPreferences(readPreferences());
import('./app').catch(tellFailure);

/** The app itself did not come: nothing but this page is there to say so. */
function tellFailure(): void {
  const place = document.querySelector('.opening');
  if (place === null) return;
  const again = document.createElement('a');
  again.href = window.location.href;
  again.textContent = openingText.again;
  place.setAttribute('role', 'alert');
  place.textContent = openingText.failed;
  place.appendChild(again);
}
