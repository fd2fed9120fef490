#!/usr/bin/env node
console.log("cli: nothing here yet");
