import type { ComponentModel } from "../component-model.ts";

/** The components that are modelled. */
export const componentModels: readonly ComponentModel[] = [];
