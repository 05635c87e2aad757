/**
 * How the app is cut into pieces. On a weak network a request costs more than a kilobyte, and a browser
 * makes six at once: what home needs comes in few pieces, what only some pages need is none of them.
 */

/** What asks for the first answers waits for nothing else. */
const early = /\/src\/(?:storage|preferences|api\/early)|preload-helper|export-helper|@oxc-project/;

/** Fields are for forms: who is signed in needs none. */
const forms = /\/vant\/es\/(?:field|cell)|\/src\/(?:text\/account|components\/(?:ChosenUnit|formField)|composables\/useForm|style\/field)/;

/** Reviewing and practising come after a paper. */
const learning = /\/src\/(?:components\/practice|components\/result\/ReviewedCard|text\/practice)/;

const libraries = /\/node_modules\/(?:@?vue|@?vant|openapi-fetch)/;

/** The app with home, whatever else is opened: all but what belongs to other pages. */
const app = /\/src\/(?!app\.ts|desk\/|picture\/|pages\/(?!HomePage)|components\/(?:account|board|paper|result)\/|components\/(?:home\/JoinContest|MissingUnit)|composables\/(?:useAttempt|useOfflineQueue|usePaperKeys|usePolling|useQuery|useSwipe|useTapGuard|useChosenUnit))/;

export const pieces = {
  includeDependenciesRecursively: false,
  groups: [
    { name: 'early', test: early, priority: 4 },
    { name: 'forms', test: forms, priority: 3 },
    { name: 'learning', test: learning, priority: 3 },
    { name: 'libraries', test: libraries, priority: 2 },
    { name: 'app', test: app, priority: 1 },
    // What else several pages use; the console's pages keep what is theirs.
    { name: 'shared', minShareCount: 2, test: /\/src\/(?!desk\/)/ },
  ],
};
