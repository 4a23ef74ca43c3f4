// The content security policy forbids compiling code from text, which zod would otherwise try. Every copy of it reads its
// settings from here. It is loaded when a form has something to judge, and must find them then.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

export {};
