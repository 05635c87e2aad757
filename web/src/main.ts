import { askEarly } from './api/early';

// First, and in a piece of its own: what is asked here comes while the app does.
askEarly();
void import('./app');
