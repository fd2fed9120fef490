#!/usr/bin/env node
console.log("bench: nothing here yet");
