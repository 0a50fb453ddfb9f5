/** The first import of the heavy part: fetched and compiled meanwhile, it waits here. */

import { early } from "./early";

await early;
