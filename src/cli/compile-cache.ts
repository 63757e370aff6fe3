import * as nodeModule from 'node:module';

// What V8 made of the modules last time is kept in the system's folder for temporary files, where Node can do that.
if ('enableCompileCache' in nodeModule && typeof nodeModule.enableCompileCache === 'function') nodeModule.enableCompileCache();
