import { createApp } from 'vue';

import App from './App.vue';
import { showPreferences } from './composables/usePreferences';
import { router } from './router';
import './style/vant.css';
import './style/tokens.css';
import './style/base.css';

showPreferences();
createApp(App).use(router).mount('#app');
