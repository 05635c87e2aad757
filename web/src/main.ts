import { createApp } from 'vue';

import App from './App.vue';
import { showPreferences } from './composables/usePreferences';
import { router } from './router';
import './style/vant.css';
import './style/tokens.css';
import './style/base.css';

/**
 * A paper opened by its address, with nothing of ours before it: home is put there, so that going back
 * asks, as it does from a paper that was begun here, instead of closing the page.
 */
async function open(): Promise<void> {
  const wanted = router.resolve(window.location.pathname + window.location.search);
  const goesBackOutside = !(window.history.state as { back?: string } | null)?.back;
  const app = createApp(App);
  if (wanted.name === 'paper' && goesBackOutside) {
    const home = router.resolve({ name: 'home', params: { contest: wanted.params.contest } });
    window.history.replaceState(null, '', home.href);
    await router.replace(home);
    await router.push(wanted);
  }
  app.use(router).mount('#app');
}

showPreferences();
void open();
