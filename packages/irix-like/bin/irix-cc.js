#!/usr/bin/env node
import { irixCc } from "../dist/irix-cc-node.js";

process.exitCode = irixCc(process.argv.slice(2));
