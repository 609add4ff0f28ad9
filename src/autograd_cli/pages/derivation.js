/**
 * The derivations of the lesson's partial derivatives: what is printed has them unfolded.
 */

import { byId, listen } from "./view.js";

listen(window, "beforeprint", () => byId("derivation").setAttribute("open", ""));
