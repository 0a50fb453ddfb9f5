/**
 * The page's entry. It holds nothing: it is served under two names, its own and one with
 * a fingerprint, and what two scripts share must exist once.
 */

import "./viewer.css";
import "./bar.css";

import "./begin";
