import { createContext, useContext } from "react";
import type { Values } from "./api";

// What a modal's fields hold and what is wrong with them, by block id.
export interface Form {
  values: Values;
  errors: Record<string, string>;
  set: (block: string, action: string, value: string | string[]) => void;
  // What the fields that are shown hold, in the form the sandbox takes.
  held: () => Values;
}

const Context = createContext<Form | null>(null);

export const FormProvider = Context.Provider;

// useForm is null outside a modal.
export function useForm(): Form | null {
  return useContext(Context);
}
