import builder from '@cucumber/cucumber/lib/support_code_library_builder/index';

// What step definitions use of Cucumber's main module, which also loads its command line and every formatter.
export { default as World } from '@cucumber/cucumber/lib/support_code_library_builder/world';
export const { After, Before, defineParameterType, defineStep, setDefaultTimeout, setWorldConstructor } = builder.methods;
