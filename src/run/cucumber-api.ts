// What of Cucumber's module `api` a run needs: that module also loads what reads configuration files and command lines,
// which takes as long as all of this.
export { loadSupport } from '@cucumber/cucumber/lib/api/load_support';
export { runCucumber } from '@cucumber/cucumber/lib/api/run_cucumber';
