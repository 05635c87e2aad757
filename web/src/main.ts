import { askEarly } from './api/early';
import { readPreferences, showPreferences } from './preferences';

// First, and in a piece of its own: what is asked and set here is there when the app comes.
askEarly();
showPreferences(readPreferences());
void import('./app');
