// The pages of billing, payments and late interest: fields that offer what may be chosen, rows that
// are gone through by the arrows.
import "./combobox.js";
import "./rows.js";
