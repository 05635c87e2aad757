/** Vant's field with its styles: only forms load them. */
import '../style/field.css';

export { Field as VanField } from 'vant';
