// The words of what is opened later: whoever needs them imports this.

import { add } from "./texts.js";

add({{later}});
