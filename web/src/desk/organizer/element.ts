/**
 * Parts of Element Plus whose own types do not hold under `exactOptionalPropertyTypes`, with what we use
 * of them told again. The others are imported from the library itself.
 */
import { ElConfigProvider as Config, ElOption as Option, ElSelect as Select } from 'element-plus';
import type { Language } from 'element-plus/es/locale';
import type { FunctionalComponent } from 'vue';

interface SelectProps {
  modelValue: string | number | undefined;
  ariaLabel: string;
  disabled?: boolean;
  filterable?: boolean;
  remote?: boolean;
  clearable?: boolean;
  loading?: boolean;
  loadingText?: string;
  noDataText?: string;
  placeholder?: string;
  remoteMethod?: (typed: string) => void;
}

// What a component emits is written as its types want it.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
type SelectEmits = { 'update:modelValue': (value: never) => void; visibleChange: (isOpen: boolean) => void };

export const ElSelect = Select as unknown as FunctionalComponent<SelectProps, SelectEmits>;
export const ElOption = Option as unknown as FunctionalComponent<{ value: string | number; label: string }>;
export const ElConfigProvider = Config as unknown as FunctionalComponent<{ locale: Language; zIndex: number }>;
