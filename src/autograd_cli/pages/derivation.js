/**
 * The derivations of the lesson's partial derivatives.
 * Takes their markup. Fills one element; what is printed has it unfolded.
 */

import { formulas } from "./data.js";
import { byId, listen } from "./view.js";

byId("derived").innerHTML = formulas;
listen(window, "beforeprint", () => byId("derivation").setAttribute("open", ""));
