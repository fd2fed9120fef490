#!/usr/bin/env node
import { discoCc } from "../dist/disco-cc-node.js";

process.exitCode = await discoCc(process.argv.slice(2));
