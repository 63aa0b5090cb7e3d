import { createContext, useContext } from "react";
import type { Values } from "./api";

// What a modal's fields hold and what is wrong with them, by block id.
export interface Form {
  values: Values;
  errors: Record<string, string>;
  set: (block: string, action: string, value: string | string[]) => void;
}

const Context = createContext<Form | null>(null);

export const FormProvider = Context.Provider;

export function useForm(): Form {
  const form = useContext(Context);
  return form ?? { values: {}, errors: {}, set: () => undefined };
}
