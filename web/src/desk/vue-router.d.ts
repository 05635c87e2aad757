import 'vue-router';

declare module 'vue-router' {
  interface RouteMeta {
    /** For those who are signed in with a role. */
    official?: boolean;
    /** The outer page that stays while the address below it changes. */
    frame?: string;
  }
}
