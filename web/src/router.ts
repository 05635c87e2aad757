import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router';

import { session } from './api/session';
import { watchArrival } from './arrival';
import { putHomeBehind } from './homeBehind';

const contest = (route: RouteLocationNormalized) => ({ contest: String(route.params.contest) });
const attempt = (route: RouteLocationNormalized) => ({ ...contest(route), attempt: String(route.params.attempt) });

/** Who answers: known only to those signed in, and the pages behind the guard are only for them. */
const answerer = (route: RouteLocationNormalized) => ({ ...attempt(route), person: session.value?.person.id });

putHomeBehind();

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { left: 0, top: 0 },
  routes: [
    { path: '/', name: 'contests', component: () => import('./pages/ContestsPage.vue') },
    {
      path: '/c/:contest(\\d+)',
      children: [
        { path: '', name: 'home', props: contest, component: () => import('./pages/HomePage.vue') },
        { path: 'unit', name: 'unit', props: contest, component: () => import('./pages/UnitPage.vue') },
        { path: 'register', name: 'register', props: contest, component: () => import('./pages/RegisterPage.vue') },
        { path: 'sign-in', name: 'sign-in', props: contest, component: () => import('./pages/SignInPage.vue') },
        { path: 'reset', name: 'reset', props: contest, component: () => import('./pages/ResetPage.vue') },
        { path: 'account', name: 'account', props: contest, meta: { signedIn: true }, component: () => import('./pages/AccountPage.vue') },
        { path: 'history', name: 'history', props: contest, meta: { signedIn: true }, component: () => import('./pages/HistoryPage.vue') },
        { path: 'practice', name: 'practice', props: contest, meta: { signedIn: true }, component: () => import('./pages/PracticePage.vue') },
        { path: 'mistakes', name: 'mistakes', props: contest, meta: { signedIn: true }, component: () => import('./pages/MistakesPage.vue') },
        { path: 'board/individuals', name: 'individuals', props: contest, component: () => import('./pages/IndividualsPage.vue') },
        { path: 'board/units', name: 'units', props: contest, component: () => import('./pages/UnitsPage.vue') },
        {
          path: 'attempts/:attempt',
          meta: { signedIn: true },
          children: [
            { path: '', name: 'paper', props: answerer, meta: { outlivesSession: true }, component: () => import('./pages/PaperPage.vue') },
            { path: 'result', name: 'result', props: attempt, component: () => import('./pages/ResultPage.vue') },
            { path: 'review', name: 'review', props: attempt, component: () => import('./pages/ReviewPage.vue') },
          ],
        },
      ],
    },
    { path: '/:rest(.*)*', name: 'not-found', component: () => import('./pages/NotFoundPage.vue') },
  ],
});

export const arrival = watchArrival(router);

/** The pages beside the phone's, whose routes are loaded when the first of them is opened. */
const beside = /^\/(?:desk|wall|results|setup)(?:\/|$)/;

router.beforeEach(async (to) => {
  if (to.name === 'not-found' && beside.test(to.path) && !router.hasRoute('desk')) {
    const { deskRoutes } = await import('./desk/routes');
    deskRoutes.forEach((route) => router.addRoute(route));
    return to.fullPath;
  }
  if (to.meta.official && session.value === null) return { name: 'desk-sign-in', query: { then: to.fullPath } };
  if (!to.meta.signedIn || session.value !== null) return true;
  return { name: 'sign-in', params: { contest: to.params.contest }, query: { then: to.fullPath } };
});
