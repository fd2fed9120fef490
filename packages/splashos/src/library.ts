import { STRICT_FLAGS, type Library } from "@disco-vm/guest-sdk";

/** SPLASHOS, for `Builder` of `@disco-vm/guest-sdk/build`: programs include `<splash.h>` or `<splashos.h>`. */
export const LIBRARY: Library = {
  name: "splashos",
  directory: new URL("../", import.meta.url),
  include: ["include/"],
  flags: STRICT_FLAGS,
  sources: ["os/shared.c", "os/sync.c", "os/thread.c"],
};
